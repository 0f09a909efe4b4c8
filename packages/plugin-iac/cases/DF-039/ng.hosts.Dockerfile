FROM debian:12
RUN pip config set global.trusted-host pypi.example.com
ENV GOINSECURE=*.example.com
ENV PIP_TRUSTED_HOST pypi.example.com
RUN go env -w GOINSECURE=git.example.com
