FROM debian:12
RUN useradd --system --uid 10001 app && useradd other
