/** Hosts up and down; what each replica is, in the colour of its generation. */
import { generationColour, roleLook } from "../colours.ts";
import { rolePx } from "../layout.ts";
import { fit, type Brush } from "./brush.ts";

export function drawHosts(brush: Brush): void {
  const { context, scene, xAt } = brush;
  const { model, layout, view, colours } = scene;
  for (const { host, state, fromNs, toNs } of model.data.hosts) {
    if (toNs < view.fromNs || fromNs > view.toNs) continue;
    const lane = model.data.lanes.findIndex(({ id }) => id === `host:${host}`);
    const box = layout.lanes[lane]!;
    if (box.hidden) continue;
    const left = Math.max(-2, xAt(fromNs));
    const width = Math.max(2, xAt(toNs) - left);
    context.globalAlpha = state === "up" ? 0.22 : 0.75;
    context.fillStyle = state === "up" ? colours.muted : state === "paused" ? colours.held : colours.danger;
    context.beginPath();
    context.roundRect(left, box.topPx + 6, width, 6, 3);
    context.fill();
    context.globalAlpha = 1;
    if (state !== "up" && width > 44) {
      context.fillStyle = colours.panel;
      context.fillRect(left + 10, box.topPx + 3, context.measureText(state).width + 8, 12);
      context.fillStyle = state === "paused" ? colours.held : colours.danger;
      context.fillText(state, left + 14, box.topPx + 9.5);
    }
  }
}

export function drawRoles(brush: Brush): void {
  const { context, scene, xAt } = brush;
  const { model, layout, view, widthPx, colours } = scene;
  for (const { lane, phase, generation, replica, fromNs, toNs } of model.data.roles) {
    const box = layout.lanes[lane]!;
    if (toNs < view.fromNs || fromNs > view.toNs || box.hidden) continue;
    const left = Math.max(-3, xAt(fromNs));
    const width = Math.max(2, Math.min(widthPx + 3, xAt(toNs)) - left);
    const top = box.topPx + rolePx.top;
    const look = roleLook(phase);
    const colour = look === "idle" ? colours.muted : generationColour(colours, generation);
    context.fillStyle = colour;
    context.strokeStyle = colour;
    context.globalAlpha = look === "primary" ? 0.95 : look === "backup" ? 0.26 : 0.13;
    context.beginPath();
    context.roundRect(left, top, width, rolePx.height, Math.min(4, width / 2));
    context.fill();
    context.globalAlpha = look === "primary" ? 0.07 : look === "backup" ? 0.04 : 0;
    context.fillRect(left, top + rolePx.height, width, box.heightPx - rolePx.top - rolePx.height);
    context.globalAlpha = 1;
    if (look === "between" && width > 3) {
      context.setLineDash([4, 3]);
      context.strokeRect(left + 0.5, top + 0.5, width - 1, rolePx.height - 1);
      context.setLineDash([]);
    }
    context.fillStyle = look === "primary" ? colours.panel : look === "idle" ? colours.muted : colours.ink;
    const words = look === "idle" ? `${replica} · ${phase}` : `${replica} · ${phase} · generation ${generation}`;
    const text = fit(context, words, width - 12) || fit(context, phase, width - 12);
    context.fillText(text, Math.max(left, 0) + 6, top + rolePx.height / 2 + 0.5);
  }
}
