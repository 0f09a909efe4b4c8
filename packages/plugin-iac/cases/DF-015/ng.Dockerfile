FROM debian:12
COPY ../lib /srv/
ADD ../a.tar /srv/
