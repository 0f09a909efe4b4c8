FROM mcr.microsoft.com/dotnet/aspnet:9.0-noble-chiseled
CMD ["/app"]
