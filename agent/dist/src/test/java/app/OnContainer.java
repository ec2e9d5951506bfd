// Copyright the authors of replicated. SPDX-License-Identifier: Apache-2.0
package app;

import jakarta.servlet.annotation.WebServlet;

/** What every container can do. */
@WebServlet("/*")
public final class OnContainer extends ContainerServlet {

    private static final long serialVersionUID = 1;
}
