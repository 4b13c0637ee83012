import { createEvent } from '../host-event.ts';
import { HostEmitter, type PartOf } from '../strict.ts';

const made: HostNotification[] = [];

/** Electron's `Notification`. Nothing is drawn; clicks on it are up to the test. */
export class HostNotification
  extends HostEmitter<Electron.Notification>
  implements PartOf<Electron.Notification>
{
  title: string;
  subtitle: string;
  body: string;
  silent: boolean;
  hasReply: boolean;
  urgency: Electron.Notification['urgency'];
  timeoutType: Electron.Notification['timeoutType'];
  actions: Electron.NotificationAction[];
  closeButtonText: string;
  #isShown = false;

  constructor(options: Electron.NotificationConstructorOptions = {}) {
    super('Notification');
    this.title = options.title ?? '';
    this.subtitle = options.subtitle ?? '';
    this.body = options.body ?? '';
    this.silent = options.silent ?? false;
    this.hasReply = options.hasReply ?? false;
    this.urgency = options.urgency ?? 'normal';
    this.timeoutType = options.timeoutType ?? 'default';
    this.actions = options.actions ?? [];
    this.closeButtonText = options.closeButtonText ?? '';
    made.push(this);
  }

  show(): void {
    this.#isShown = true;
    this.announce('show', createEvent({}));
  }

  close(): void {
    if (!this.#isShown) return;
    this.#isShown = false;
    this.announce('close', createEvent({}));
  }

  static isSupported(): boolean {
    return true;
  }

  static isShown(notification: HostNotification): boolean {
    return notification.#isShown;
  }
}

/** Every notification that the app has made, in order. */
export function allNotifications(): readonly HostNotification[] {
  return made;
}
