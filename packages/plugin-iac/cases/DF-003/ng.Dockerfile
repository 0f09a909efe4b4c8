ARG BASE=debian:latest
FROM golang AS build
FROM localhost:5000/team/app
FROM $BASE
