FROM fedora:40
RUN dnf -y install curl && dnf -y clean all
