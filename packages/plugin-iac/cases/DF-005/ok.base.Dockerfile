FROM bitnami/redis:7.2
CMD ["/app"]
