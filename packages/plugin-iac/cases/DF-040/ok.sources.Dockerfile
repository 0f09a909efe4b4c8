FROM debian:12
RUN echo "deb [signed-by=/usr/share/keyrings/a.gpg] https://a.example.com stable main" > /etc/apt/sources.list.d/a.list
RUN sed -i "s/gpgcheck=0/gpgcheck=1/" /etc/yum.repos.d/a.repo
