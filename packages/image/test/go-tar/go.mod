module veinmind.test/go-tar

go 1.23
