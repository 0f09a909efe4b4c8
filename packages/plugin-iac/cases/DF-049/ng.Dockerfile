FROM debian:12
COPY .git /src/.git
COPY package.json ./.git/HEAD /src/
