"""The two models in PyTorch. Images are [n, 1, 28, 28] for the convolutional one, [n, 784] for the other."""

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F


class Mlp(nn.Module):
    def __init__(self, latent):
        super().__init__()
        self.hidden = nn.Linear(784, 400)
        self.mean = nn.Linear(400, latent)
        self.log_variance = nn.Linear(400, latent)
        self.unhidden = nn.Linear(latent, 400)
        self.logits = nn.Linear(400, 784)

    def images(self, pixels):
        return pixels.float().div_(255)

    def encode(self, x):
        h = F.relu(self.hidden(x))
        return self.mean(h), self.log_variance(h)

    def decode(self, z):
        return self.logits(F.relu(self.unhidden(z)))

    def load(self, weights):
        for name, layer in {
            "encoder/hidden0": self.hidden,
            "encoder/mean": self.mean,
            "encoder/logVariance": self.log_variance,
            "decoder/hidden0": self.unhidden,
            "decoder/logits": self.logits,
        }.items():
            set_layer(layer, weights[f"{name}/weight"].T, weights[f"{name}/bias"])


class Convolutional(nn.Module):
    """
    Keras's example. TensorFlow pads a 3 × 3 kernel of stride 2 at the lower right, PyTorch at the upper left. So this
    model sees images turned by 180°, with kernels turned too, which is the same model: no padding has to be copied.
    """

    def __init__(self, latent):
        super().__init__()
        self.down1 = nn.Conv2d(1, 32, 3, stride=2, padding=1)
        self.down2 = nn.Conv2d(32, 64, 3, stride=2, padding=1)
        self.hidden = nn.Linear(7 * 7 * 64, 16)
        self.mean = nn.Linear(16, latent)
        self.log_variance = nn.Linear(16, latent)
        self.unhidden = nn.Linear(latent, 7 * 7 * 64)
        self.up1 = nn.ConvTranspose2d(64, 64, 3, stride=2, padding=1, output_padding=1)
        self.up2 = nn.ConvTranspose2d(64, 32, 3, stride=2, padding=1, output_padding=1)
        self.logits = nn.ConvTranspose2d(32, 1, 3, padding=1)

    def images(self, pixels):
        return pixels.float().div_(255).view(-1, 1, 28, 28)

    def encode(self, x):
        h = F.relu(self.down2(F.relu(self.down1(x))))
        h = F.relu(self.hidden(h.flatten(1)))
        return self.mean(h), self.log_variance(h)

    def decode(self, z):
        h = F.relu(self.unhidden(z)).view(-1, 64, 7, 7)
        return self.logits(F.relu(self.up2(F.relu(self.up1(h)))))

    def load(self, weights):
        # [height, width, in, out], and of a transposed convolution [height, width, out, in]
        for name, layer in {
            "encoder/convolution0": self.down1,
            "encoder/convolution1": self.down2,
            "decoder/convolution0": self.up1,
            "decoder/convolution1": self.up2,
            "decoder/logits": self.logits,
        }.items():
            turned = weights[f"{name}/weight"][::-1, ::-1]
            set_layer(layer, turned.transpose(3, 2, 0, 1), weights[f"{name}/bias"])
        for name, layer in {"encoder/mean": self.mean, "encoder/logVariance": self.log_variance}.items():
            set_layer(layer, weights[f"{name}/weight"].T, weights[f"{name}/bias"])
        # From [height, width, channel] to turned [channel, height, width].
        order = np.arange(7 * 7 * 64).reshape(7, 7, 64)[::-1, ::-1].transpose(2, 0, 1).ravel()
        weight, bias = weights["encoder/hidden/weight"], weights["encoder/hidden/bias"]
        set_layer(self.hidden, weight[order].T, bias)
        weight, bias = weights["decoder/hidden/weight"], weights["decoder/hidden/bias"]
        set_layer(self.unhidden, weight[:, order].T, bias[order])


def set_layer(layer, weight, bias):
    with torch.no_grad():
        layer.weight.copy_(torch.from_numpy(np.ascontiguousarray(weight)))
        layer.bias.copy_(torch.from_numpy(np.ascontiguousarray(bias)))


def loss_of(model, x, noise):
    """The negative ELBO with gray pixels, nats, the mean over the batch."""
    mean, log_variance = model.encode(x)
    z = mean + torch.exp(0.5 * log_variance) * noise
    cross_entropy = F.binary_cross_entropy_with_logits(model.decode(z), x, reduction="sum")
    kl = 0.5 * torch.sum(mean.square() + log_variance.exp() - 1 - log_variance)
    return (cross_entropy + kl) / x.shape[0]


def model_of(job):
    """The model, and the pixels as it wants them."""
    if job.model == "mlp":
        return Mlp(job.latent), job.train, job.test
    # An image turned by 180° is its pixels in reverse.
    turned = [np.ascontiguousarray(pixels[:, ::-1]) for pixels in (job.train, job.test)]
    return Convolutional(job.latent), *turned
