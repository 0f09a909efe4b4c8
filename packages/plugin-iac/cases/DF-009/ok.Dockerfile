FROM debian:12
COPY --chown=app data /srv/data
COPY --chown=root:root start.sh /usr/local/bin/
