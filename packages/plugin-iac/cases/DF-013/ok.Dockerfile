FROM debian:12 AS a
RUN curl -fsSLO https://example.com/a && apt-get remove -y wget
FROM debian:12
RUN wget https://example.com/b
