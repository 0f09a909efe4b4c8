FROM debian:12
RUN groupadd app && useradd -r app
