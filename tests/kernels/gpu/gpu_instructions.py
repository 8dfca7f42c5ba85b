#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Counts the GPU instructions of the engines' inner loops (probes.cl) and what rate they imply: an estimate, where no GPU is at hand.

From the root of a checkout: tests/kernels/gpu/gpu_instructions.py   (needs clang; prints Markdown)
"""
import os
import re
import subprocess
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
KERNELS = os.path.join(HERE, "..", "..", "..", "kernels")

# Instructions of one lane a second, all units of the chip together, at 32-bit integer rate, from the makers' figures:
# H100 SXM: 67 TFLOPS FP32 (NVIDIA H100 datasheet) is 2 · 128 a clock and multiprocessor; integers and their products have 64
# (CUDA C++ Programming Guide, arithmetic throughput, compute capability 9.0), so a quarter of 67e12.
# MI250X: 220 compute units × 64 lanes × 1.7 GHz (AMD Instinct MI250X data sheet, 47.9 TFLOPS FP32); 32-bit products at a quarter.
TARGETS = {
    "H100 SXM": ("nvptx64-nvidia-nvcl", [], 67e12 / 4, 1),
    "MI250X": ("amdgcn-amd-amdhsa", ["-nogpulib", "-mcpu=gfx90a"], 220 * 64 * 1.7e9, 4),
}
PRODUCTS = re.compile(r"v_mul_(lo|hi)_|v_mad_u64|v_mad_i64")
MICIUS_PULSES, MICIUS_CLICKS = 2.73e10, 3.5e6


def assembly(target, options):
    with tempfile.NamedTemporaryFile(suffix=".s") as out:
        subprocess.run(["clang", "-x", "cl", "-cl-std=CL1.2", "-Xclang", "-finclude-default-header", "-I", KERNELS, "-target", target,
                        *options, "-O2", "-mllvm", "-inline-threshold=100000",
                        "-mllvm", "-unroll-threshold=5000", "-S", "-o", out.name,
                        os.path.join(HERE, "probes.cl")], check=True)
        return open(out.name).read()


def cost(text, kernel, product_cost):
    """Instructions between the kernel's label and its end; products weigh product_cost."""
    start = re.search(r"(\.entry |^)%s[:(]" % kernel, text, re.M).end()
    end = re.search(r"^(\}|\.Lfunc_end\d+:)", text[start:], re.M).start()
    total = 0
    for line in text[start:start + end].splitlines():
        word = line.strip().split()
        # AMD's scalar unit (s_) works beside the lanes.
        if not line.startswith("\t") or not word or word[0][0] in ".;/{}()" or word[0].startswith("s_"):
            continue
        total += product_cost if PRODUCTS.match(word[0]) else 1
    return total


def main():
    print("| | " + " | ".join(TARGETS) + " |\n|---|" + "---|" * len(TARGETS))
    rows = {}
    for target, options, rate, product_cost in TARGETS.values():
        text = assembly(target, options)
        piece = {name: cost(text, "probe_" + name, product_cost) for name in
                 ("nothing", "philox", "wait", "candidate")}
        net = {name: value - piece["nothing"] for name, value in piece.items()}
        # A draw's four words decide four pulses; each is compared with the smallest so far.
        pulse = net["philox"] / 4 + 2
        # A draw for the gap and the outcome's level, one for the outcome, one for its photon, one for its afterpulses.
        click = 4 * net["philox"] + net["wait"] + net["candidate"]
        for name, value in (
                ("draw of four words", "%.0f" % net["philox"]), ("waiting time", "%.0f" % net["wait"]),
                ("outcome, detectors, counting: every branch once", "%.0f" % net["candidate"]),
                ("**instructions a pulse** (`pulse`)", "%.1f" % pulse),
                ("**instructions a candidate click** (`event`)", "%.0f" % click),
                ("lane instructions a second, from the maker's figures", "%.3g" % rate),
                ("`pulse`: pulses a second", "%.2g" % (rate / pulse)),
                ("`pulse`: a Micius pass, s", "%.2g" % (MICIUS_PULSES * pulse / rate)),
                ("`event`: clicks a second, all lanes busy", "%.2g" % (rate / click)),
                ("`event`: clicks of a Micius pass, s, all lanes busy", "%.1g" % (MICIUS_CLICKS * click / rate))):
            rows.setdefault(name, []).append(value)
    for name, values in rows.items():
        print("| %s | %s |" % (name, " | ".join(values)))


main()
