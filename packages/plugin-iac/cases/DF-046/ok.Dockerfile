FROM debian:12 AS build
FROM debian:12
COPY --from=build /a /a
COPY --from=0 /a /a
COPY --from=busybox:1.36 /bin/busybox /bin/
