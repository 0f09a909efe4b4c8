module example.com/third-party-go

go 1.22
