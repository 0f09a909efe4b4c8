FROM debian:12
RUN curl -fsSLO https://example.com/a
RUN cd /tmp; wget https://example.com/b
