FROM debian:12
COPY --chmod=777 start.sh /
