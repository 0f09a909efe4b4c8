FROM debian:12
RUN useradd --uid 1000700000 app
