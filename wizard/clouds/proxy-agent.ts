/** Loaded only where a proxy is in use. A file of its own: a bundle gives a CommonJS package its names only so. */
export { HttpsProxyAgent } from 'https-proxy-agent';
