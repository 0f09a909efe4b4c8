FROM golang:1.22 AS build
RUN go build -o /out/app
FROM scratch AS release
COPY --from=build /out /
