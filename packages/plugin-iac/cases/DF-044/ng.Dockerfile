FROM debian:12
RUN echo "root:correct-horse" | chpasswd
RUN passwd -d root
