FROM debian:12
RUN apt-get install -y --allow-unauthenticated curl
RUN apk add --no-cache --allow-untrusted a.apk
RUN dnf install -y --nogpgcheck curl
