FROM debian:12
RUN echo "deb [arch=amd64 trusted=yes] https://a.example.com stable main" > /etc/apt/sources.list.d/a.list
RUN printf "[a]\nname=a\ngpgcheck=0\n" > /etc/yum.repos.d/a.repo
COPY <<EOF /etc/yum.repos.d/b.repo
[b]
gpgcheck = 0
EOF
RUN dnf install -y --setopt=gpgcheck=0 a
