module example.com/private-keys

go 1.21
