FROM debian:12
RUN curl -fsSL https://example.com/k && wget https://example.com/-k
