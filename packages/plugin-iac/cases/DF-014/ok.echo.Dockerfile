FROM debian:12
RUN echo sudo apt-get install curl && echo "sudo su" >> /root/how
