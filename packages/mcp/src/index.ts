export { MCP_ERRORS } from './errors.ts';
export { HTTP_LIMITS, type HttpSetting, type McpHttp, serveHttp } from './http.ts';
export { type Preview, PreviewBook, type Wish } from './previews.ts';
export { type McpSetting, mcpServer, serveStdio } from './server.ts';
export type { Control, ToolSetting } from './tools.ts';
