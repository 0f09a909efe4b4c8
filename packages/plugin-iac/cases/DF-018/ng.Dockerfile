FROM debian:12 AS build
FROM node:22 as BUILD
