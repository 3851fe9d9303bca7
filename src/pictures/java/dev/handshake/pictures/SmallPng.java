package dev.handshake.pictures;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Writes a PNG anew at about half its size: 6 bits a colour, and compressed with patience. */
final class SmallPng {
  private static final int KEPT = 0xFCFCFC;

  /** The upper bits again, below, so that white stays white. */
  private static final int REPEATED = 0x030303;

  private SmallPng() {}

  static void shrink(Path file) throws IOException {
    BufferedImage image = opaque(ImageIO.read(file.toFile()));
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        int colour = image.getRGB(x, y);
        image.setRGB(x, y, (colour & KEPT) | ((colour >> 6) & REPEATED));
      }
    }
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    ImageWriteParam parameters = writer.getDefaultWriteParam();
    parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    parameters.setCompressionQuality(0);
    Path smaller = file.resolveSibling(file.getFileName() + ".smaller");
    try (ImageOutputStream output = ImageIO.createImageOutputStream(smaller.toFile())) {
      writer.setOutput(output);
      writer.write(null, new IIOImage(image, null, null), parameters);
    } finally {
      writer.dispose();
    }
    Files.move(smaller, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private static BufferedImage opaque(BufferedImage image) {
    BufferedImage opaque =
        new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = opaque.createGraphics();
    graphics.drawImage(image, 0, 0, null);
    graphics.dispose();
    return opaque;
  }
}
