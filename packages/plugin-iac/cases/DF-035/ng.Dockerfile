FROM debian:12
RUN chmod -R 777 /srv
RUN chmod a+w /srv
