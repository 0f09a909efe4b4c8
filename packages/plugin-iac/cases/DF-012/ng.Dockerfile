FROM debian:12
ENV DB_PASSWORD=correct-horse-battery
ENV API_TOKEN correct horse battery
