/* SPDX-License-Identifier: MIT */
/* At least two canvas pixels a CSS pixel, whatever the screen: printed charts are sharp then. Before uPlot, which reads it once. */
const screenRatio = Object.getOwnPropertyDescriptor(window, "devicePixelRatio");
Object.defineProperty(window, "devicePixelRatio", {configurable: true, get: () => Math.max(2, screenRatio.get.call(window))});
