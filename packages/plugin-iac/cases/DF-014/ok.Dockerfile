FROM debian:12
RUN echo "no sudo here" && ls /etc/sudoers.d
