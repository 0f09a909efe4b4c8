FROM debian:12
RUN useradd -l -r app && useradd --no-log-init b
