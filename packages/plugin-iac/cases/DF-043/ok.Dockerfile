FROM debian:12
RUN chmod 1777 /tmp && chmod 0755 /srv && chmod u+x /srv/a
