FROM debian:12
RUN apt-get install --no-install-recommends -yq curl && yes | apt-get install wget
RUN microdnf -y install curl
RUN zypper -n in curl
RUN pip install requests
