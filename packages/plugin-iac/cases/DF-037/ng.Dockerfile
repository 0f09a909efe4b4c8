FROM debian:12
COPY .env /srv/.env
COPY ["id_rsa", "/root/.ssh/"]
