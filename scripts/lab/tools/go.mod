module lab.invalid/tools

go 1.21
