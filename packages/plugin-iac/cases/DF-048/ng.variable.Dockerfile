FROM debian:12
ENV D=/proc/self
WORKDIR ${D}/fd/9
