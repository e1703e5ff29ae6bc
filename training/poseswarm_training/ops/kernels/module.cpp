// SPDX-License-Identifier: Apache-2.0
// CPU training kernels of the agent layers: the same arithmetic as the PyTorch reference in `../reference.py`, in the
// run time's own message layout [picture][tile][y][x][16]. Why they exist: PyTorch's grouped convolutions spend most of
// their time copying between layouts when every group has 16 channels. All tensors are float32 and contiguous unless
// said otherwise.
// Not torch/extension.h: all of PyTorch would take three times as long to compile.
#include <torch/csrc/utils/pybind.h>

#include "gate.h"
#include "head.h"
#include "join.h"
#include "layer.h"
#include "stem.h"

PYBIND11_MODULE(TORCH_EXTENSION_NAME, m) {
  m.def("layer_forward", &poseswarm::layer_forward);
  m.def("layer_fixed", &poseswarm::layer_fixed);
  m.def("layer_backward", &poseswarm::layer_backward);
  m.def("stem_forward", &poseswarm::stem_forward);
  m.def("stem_fixed", &poseswarm::stem_fixed);
  m.def("stem_backward", &poseswarm::stem_backward);
  m.def("head_forward", &poseswarm::head_forward);
  m.def("head_backward", &poseswarm::head_backward);
  m.def("join_forward", &poseswarm::join_forward);
  m.def("join_backward", &poseswarm::join_backward);
  m.def("gate_means", &poseswarm::gate_means);
  m.def("gate_apply", &poseswarm::gate_apply);
  m.def("gate_products", &poseswarm::gate_products);
  m.def("gate_input", &poseswarm::gate_input);
}
