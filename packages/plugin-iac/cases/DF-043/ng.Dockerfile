FROM debian:12
RUN chmod u+s /bin/bash
RUN chmod 4755 /usr/local/bin/helper
