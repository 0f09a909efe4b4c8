FROM debian:12
RUN curl -fsSLk https://example.com/a
RUN git -c http.sslVerify=false clone https://example.com/a
ENV NODE_TLS_REJECT_UNAUTHORIZED=0
