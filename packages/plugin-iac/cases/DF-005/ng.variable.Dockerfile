FROM debian:12
ARG U=root
ENV OTHER=0
USER ${U}
