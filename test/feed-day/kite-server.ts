import { once } from 'node:events';
import { type WebSocket, WebSocketServer } from 'ws';

/** A ticker of Kite on one port, which can be killed and come back. What it sends while nobody listens is gone. */
export class KiteServer {
  private server: WebSocketServer | undefined;
  private listener: WebSocket | undefined;
  private port = 0;

  get url(): string {
    return `ws://127.0.0.1:${this.port}`;
  }

  get hasListener(): boolean {
    return this.listener !== undefined;
  }

  async start(): Promise<void> {
    this.server = new WebSocketServer({ port: this.port, host: '127.0.0.1' });
    this.server.on('connection', socket => {
      socket.on('message', data => {
        if (String(data).includes('"mode"')) this.listener = socket;
      });
      socket.on('close', () => {
        if (this.listener === socket) this.listener = undefined;
      });
    });
    await once(this.server, 'listening');
    this.port = (this.server.address() as { port: number }).port;
  }

  send(message: Buffer): void {
    this.listener?.send(message);
  }

  stop(): void {
    for (const socket of this.server!.clients) socket.terminate();
    this.server!.close();
    this.listener = undefined;
  }
}
