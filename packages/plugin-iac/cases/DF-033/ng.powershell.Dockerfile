FROM debian:12
RUN powershell -Command "iwr https://a.example.com/x.ps1 | iex"
SHELL ["powershell", "-Command"]
RUN iex ((New-Object System.Net.WebClient).DownloadString('https://a.example.com/x.ps1'))
RUN Invoke-WebRequest https://a.example.com/y.ps1 | Invoke-Expression
