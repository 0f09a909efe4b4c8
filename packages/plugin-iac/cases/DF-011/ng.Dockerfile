FROM debian:12
ADD https://example.com/a.tgz /srv/
ADD git@github.com:acme/app.git /src
