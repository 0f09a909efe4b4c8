FROM debian:12
RUN curl -fsSL https://example.com/i.sh | tee log | bash -s -- -y
RUN bash <(wget -qO- https://example.com/i.sh)
RUN sh -c "$(curl -fsSL https://example.com/i.sh)"
