FROM base:1 AS dev
RUN yum install -y curl
FROM base:1
USER app
