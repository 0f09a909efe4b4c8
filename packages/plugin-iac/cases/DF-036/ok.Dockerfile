FROM debian:12
RUN set -o pipefail && curl -fsSL https://example.com/a.tgz | tar -xz
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
RUN wget -qO- https://example.com/a.tgz | tar -xz
